/** Files that are whole at every instant, whenever the process that writes them ends, and texts of properties. */
package org.linuxkeyring.disk;
