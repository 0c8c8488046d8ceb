package io.starling.gossip.netty;

import io.starling.gossip.runtime.Seed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A file that lists seeds, one a line. What follows a `#`, and empty lines, are for people.
///
/// Complaints name the place and not what is there: the file may be another than was meant, and a
/// secret.
///
/// @param seeds what the lines say, each with its place for messages
/// @param complaints about lines that are no seeds, for people; they name the file and the line
record SeedFile(List<Line> seeds, List<String> complaints) {
    static final int BYTES_MAX = 64 << 10;

    /// Of a longer list, those that come first.
    static final int SEEDS_MAX = 256;

    /// @param place `/etc/seeds line 3`
    record Line(String place, Seed seed) {}

    /// @throws IOException if it cannot be read, or is too large; the message names the file
    static SeedFile read(Path file, int portDefault) throws IOException {
        var seeds = new ArrayList<Line>();
        var complaints = new ArrayList<String>();
        int number = 0;
        for (var line : text(file).lines().toList()) {
            number++;
            var text = line.replaceFirst("#.*", "").strip();
            if (text.isEmpty()) {
                continue;
            }
            var place = "%s line %d".formatted(file, number);
            if (seeds.size() == SEEDS_MAX) {
                complaints.add(
                        "%s: a file of seeds may name %d, the rest is left out"
                                .formatted(place, SEEDS_MAX));
                break;
            }
            switch (Seed.parse(text, portDefault)) {
                case Seed.Invalid invalid -> complaints.add(place + ": " + invalid.why());
                case Seed.ListFile _ ->
                        complaints.add(
                                place
                                        + ": a file of seeds may not name another; give both to the"
                                        + " agent");
                case Seed.Address seed -> seeds.add(new Line(place, seed));
                case Seed.Name seed -> seeds.add(new Line(place, seed));
                case Seed.Service seed -> seeds.add(new Line(place, seed));
            }
        }
        if (seeds.isEmpty() && complaints.isEmpty()) {
            complaints.add("file of seeds %s: it names none".formatted(file));
        }
        return new SeedFile(List.copyOf(seeds), List.copyOf(complaints));
    }

    private static String text(Path file) throws IOException {
        // A pipe or a device might never end.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("file of seeds %s: it is no regular file".formatted(file));
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new IOException(
                        "file of seeds %s: it has more than %d bytes, the limit; is it the right"
                                        .formatted(file, BYTES_MAX)
                                + " file?");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw new IOException("file of seeds %s: no such file".formatted(file), missing);
        } catch (AccessDeniedException denied) {
            throw new IOException(
                    "file of seeds %s: permission denied: this process runs as %s"
                            .formatted(file, System.getProperty("user.name")),
                    denied);
        }
    }
}
