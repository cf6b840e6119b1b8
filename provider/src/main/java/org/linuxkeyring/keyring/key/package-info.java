/** The kernel's notions of one key as types: its type, description, permission mask, timeout and what it counts. */
package org.linuxkeyring.keyring.key;
