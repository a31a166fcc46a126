/** What a user's own project does with Tieout as a dependency: only public classes, and nothing of the tests beside it. */
@NullMarked
package io.tieout.example;

import org.jspecify.annotations.NullMarked;
