/**
 * The service of a machine: it brings what is published to the machine into keyrings, and keeps it as long as it hears
 * from the store.
 */
package org.linuxkeyring.fleet.follow;
