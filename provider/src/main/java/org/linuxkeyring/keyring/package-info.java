/** Keyrings in the kernel as types: how they are found, searched, listed and changed, and whose keys are accepted. */
package org.linuxkeyring.keyring;
