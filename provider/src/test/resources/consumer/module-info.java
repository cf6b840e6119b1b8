/** An application as any other: it requires the library's module, and knows what that exports. */
module application {
    requires org.linuxkeyring;
}
