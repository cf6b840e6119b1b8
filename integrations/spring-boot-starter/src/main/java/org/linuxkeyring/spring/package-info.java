/** SSL bundles, properties, health and metrics of Spring Boot from keyrings. */
package org.linuxkeyring.spring;
