/** The kernel's notions as types: keys, keyrings, key types, descriptions and permission masks. */
package org.linuxkeyring.keyring;
