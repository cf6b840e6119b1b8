/** Files that are whole at every instant, whenever the process that writes them ends. */
package org.linuxkeyring.disk;
