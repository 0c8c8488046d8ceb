package io.starling.agent;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/// Signals of the system. The JVM's own shutdown hooks do not do: they know neither a second signal
/// nor SIGHUP, and end the process with a status that is not 0.
///
/// By reflection, against the house's rule: the class that does it, `sun.misc.Signal`, is supported
/// and has no successor, but the compiler warns of each mention of it and cannot be told not to.
public final class Signals {
    private Signals() {}

    /// @param name without `SIG`
    /// @param handler gets the number of the signal, on a thread of its own; must not block for
    ///     long
    public static void handle(String name, IntConsumer handler) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var receiver = Class.forName("sun.misc.SignalHandler");
            var number = signal.getMethod("getNumber");
            var proxy =
                    Proxy.newProxyInstance(
                            receiver.getClassLoader(),
                            new Class<?>[] {receiver},
                            (self, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    handler.accept(number(number, arguments[0]));
                                }
                                return objectMethod(self, method, arguments);
                            });
            signal.getMethod("handle", signal, receiver)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException unsupported) {
            throw new IllegalStateException("this JVM has no signals", unsupported);
        }
    }

    private static int number(Method number, Object signal) throws ReflectiveOperationException {
        return (Integer) number.invoke(signal);
    }

    /// The JVM keeps the handler in a table, which may compare and print it.
    @SuppressWarnings("ReferenceEquality") // A proxy is equal to itself alone.
    private static Object objectMethod(Object self, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "signal handler";
        };
    }
}
