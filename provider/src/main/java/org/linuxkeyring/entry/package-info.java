/** stub */
package org.linuxkeyring.entry;
