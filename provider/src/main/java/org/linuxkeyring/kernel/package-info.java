/**
 * The port to the kernel's key retention service and its implementations; the only package that names the native layer.
 */
package org.linuxkeyring.kernel;
