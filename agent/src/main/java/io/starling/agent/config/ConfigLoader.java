package io.starling.agent.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Loads a configuration: flags beat the environment, which beats files; a later file beats an
/// earlier one. Settings that may be given several times, seeds and tags, add up over all sources.
///
/// Loading again reads the files anew: that is a reload.
public final class ConfigLoader {
    private final List<String> arguments;
    private final Map<String, String> environment;

    /// @param arguments the flags, without the verb
    public ConfigLoader(List<String> arguments, Map<String, String> environment) {
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
    }

    /// @throws ConfigException with all problems that all sources have
    public Loaded load() throws ConfigException {
        var gathered = new Gathered();
        var flags = new FlagSource(gathered).read(arguments);
        flags.files().forEach(new FileSource(gathered)::read);
        new EnvironmentSource(gathered).read(environment);
        gathered.given.addAll(flags.given());
        return assemble(gathered);
    }

    /// Checks files and directories as if they were all that an agent is given.
    ///
    /// @throws ConfigException with all problems that they have
    public static Loaded validate(List<Path> paths) throws ConfigException {
        var gathered = new Gathered();
        paths.forEach(new FileSource(gathered)::read);
        return assemble(gathered);
    }

    private static Loaded assemble(Gathered gathered) throws ConfigException {
        var assembly = new Assembly(gathered);
        var config = assembly.assemble().orElseThrow(() -> new ConfigException(gathered.problems));
        return new Loaded(config, gathered.allWarnings(), assembly.values());
    }
}
