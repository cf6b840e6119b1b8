/** The secrets of a keyring as variables in the configuration of Kafka. */
package org.linuxkeyring.kafka;
