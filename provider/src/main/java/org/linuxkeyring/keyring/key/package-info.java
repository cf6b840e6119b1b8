/** Single kernel keys as types: a key's type, description, permission mask, timeout and quota. */
package org.linuxkeyring.keyring.key;
