/** The commands about files of sealed entries, without their options. */
package org.linuxkeyring.command.seal;
