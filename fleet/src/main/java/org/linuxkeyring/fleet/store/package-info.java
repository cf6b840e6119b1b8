/** The store that publishers write and machines read: etcd, or memory for tests. */
package org.linuxkeyring.fleet.store;
