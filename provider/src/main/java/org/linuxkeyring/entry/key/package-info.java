/** Private, public and secret keys as they stand in a payload. */
package org.linuxkeyring.entry.key;
