/** The Java agent of the drop-in jar, which installs the provider before an application starts. */
package org.linuxkeyring.agent;
