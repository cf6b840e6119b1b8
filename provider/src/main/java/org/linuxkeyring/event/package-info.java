/**
 * The view that an operator has of the running provider: events of the JDK's Flight Recorder, and log lines. Neither
 * has anything secret, and both work, by doing nothing, in a Java runtime without the module that they need.
 */
package org.linuxkeyring.event;
