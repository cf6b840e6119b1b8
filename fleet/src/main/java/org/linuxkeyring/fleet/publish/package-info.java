/** The publisher: admits machines, publishes entries to them, revokes them, and tells what there is. */
package org.linuxkeyring.fleet.publish;
