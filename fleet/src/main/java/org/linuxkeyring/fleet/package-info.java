/** Keys for a fleet of machines: from a publisher, through etcd, into the keyrings of each machine's kernel. */
package org.linuxkeyring.fleet;
