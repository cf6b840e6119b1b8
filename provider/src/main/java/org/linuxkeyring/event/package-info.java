/**
 * What an operator can see of the provider while it runs: events of the JDK's Flight Recorder, and log lines. Neither
 * has anything secret, and both work, by doing nothing, in a Java runtime without the module that they need.
 */
package org.linuxkeyring.event;
