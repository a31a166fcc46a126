package io.tieout.connect.registry;

import org.jspecify.annotations.Nullable;

/** Looks up classes that a setting or a schema names. */
final class ClassPath {

    private ClassPath() {}

    /** The class of this name as the calling thread sees it (a Connect worker gives plug-ins a view of their own), or as we do. */
    static @Nullable Class<?> find(String name) {
        Class<?> seen = find(name, Thread.currentThread().getContextClassLoader());
        return seen == null ? find(name, ClassPath.class.getClassLoader()) : seen;
    }

    private static @Nullable Class<?> find(String name, @Nullable ClassLoader loader) {
        try {
            return Class.forName(name, false, loader); // runs no code of a class that may not be what we want
        } catch (ClassNotFoundException e) {
            return null;
        }
    }
}
