package io.starling.bench;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;

import org.apache.commons.cli.ParseException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A recording of Java Flight Recorder of this process, if `-jfr=FILE` asks for one. Every command
/// has this flag.
///
/// @param rest the arguments without it
record Profile(Optional<Path> file, String[] rest) {

    /// @throws ParseException if the flag has no value
    static Profile askedFor(String[] args) throws ParseException {
        var rest = new ArrayList<String>();
        Optional<Path> file = Optional.empty();
        for (int i = 0; i < args.length; i++) {
            var flag = args[i].startsWith("--") ? args[i].substring(1) : args[i];
            if (flag.startsWith("-jfr=")) {
                file = Optional.of(Path.of(flag.substring("-jfr=".length())));
            } else if (flag.equals("-jfr")) {
                if (++i == args.length) {
                    throw new ParseException("-jfr needs the file that the profile goes to");
                }
                file = Optional.of(Path.of(args[i]));
            } else {
                rest.add(args[i]);
            }
        }
        return new Profile(file, rest.toArray(String[]::new));
    }

    @FunctionalInterface
    interface Command {
        int run(String[] args) throws ParseException;
    }

    /// Runs a command and then says which methods were the hottest.
    ///
    /// @return what the command does
    int around(Command command) throws ParseException {
        if (file.isEmpty()) {
            return command.run(rest);
        }
        if (worksElsewhere()) {
            throw new IllegalArgumentException(
                    "-jfr profiles this process, and the work would be done by others: give micro"
                            + " -forks=0, and for agents loopback -processes -agent-jfr=FILE");
        }
        HotMethods.checkWritable(file.get());
        try (var recording = new Recording(Configuration.getConfiguration("profile"))) {
            recording.start();
            int status = command.run(rest);
            recording.stop();
            recording.dump(file.get());
            HotMethods.print(file.get());
            return status;
        } catch (IOException | java.text.ParseException failed) {
            throw new IllegalArgumentException("cannot record " + file.get(), failed);
        }
    }

    private boolean worksElsewhere() {
        var flags = List.of(rest);
        return flags.contains("compare")
                || flags.stream().anyMatch(flag -> flag.matches("--?processes"))
                || (flags.contains("micro")
                        && flags.stream().noneMatch(flag -> flag.matches("--?forks=0")));
    }
}
