package io.starling.bench.agents;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// A thread for each agent that reads what it tells, until this is closed.
final class Followers implements Agents.Following {
    private final List<Follower> followers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    interface Follower extends Closeable {
        /// Waits for the next that the agent tells, and passes it on.
        void next() throws IOException;
    }

    interface Opener {
        Follower open(int agent) throws IOException;
    }

    Followers(int size, Opener opener) {
        try {
            for (int i = 0; i < size; i++) {
                followers.add(opener.open(i));
            }
        } catch (IOException failed) {
            closeAll(followers);
            throw new UncheckedIOException("an agent cannot be followed", failed);
        }
        followers.forEach(
                each ->
                        threads.add(
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("follower")
                                        .start(() -> run(each))));
    }

    private void run(Follower follower) {
        try {
            while (!closed) {
                follower.next();
            }
        } catch (IOException ended) {
            // The end of an agent that was killed, or of the following.
        }
    }

    @Override
    public void close() {
        closed = true;
        closeAll(followers);
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void closeAll(List<? extends Closeable> all) {
        for (var each : all) {
            try {
                each.close();
            } catch (IOException _) {
                // It is of no use any more, and that was wanted.
            }
        }
    }
}
