package io.starling.gossip.sim.planted;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;

/// A class file with the body of one method exchanged.
final class MutatedClass {
    private final ClassModel original;
    private final MethodModel target;
    private final Mutation mutation;

    /// @param method its name; with parameter types, as `merge(Claim)`, if there are several
    /// @throws IllegalArgumentException if not exactly one method is meant
    MutatedClass(byte[] classFile, String method, Mutation mutation) {
        this.original = ClassFile.of().parse(classFile);
        this.target = find(method);
        this.mutation = mutation;
    }

    private MethodModel find(String method) {
        var meant =
                original.methods().stream()
                        .filter(
                                candidate ->
                                        method.equals(candidate.methodName().stringValue())
                                                || method.equals(signature(candidate)))
                        .toList();
        if (meant.size() != 1) {
            var known = original.methods().stream().map(MutatedClass::signature).sorted().toList();
            throw new IllegalArgumentException(
                    "%s has %d methods \"%s\", there are %s"
                            .formatted(
                                    original.thisClass().asInternalName(),
                                    meant.size(),
                                    method,
                                    known));
        }
        return meant.getFirst();
    }

    private static String signature(MethodModel method) {
        var parameters =
                method.methodTypeSymbol().parameterList().stream()
                        .map(ClassDesc::displayName)
                        .toList();
        return method.methodName().stringValue() + "(" + String.join(", ", parameters) + ")";
    }

    byte[] bytes() {
        return ClassFile.of()
                .transformClass(
                        original,
                        (classBuilder, element) -> {
                            if (element != target) {
                                classBuilder.with(element);
                                return;
                            }
                            classBuilder.withMethod(
                                    target.methodName(),
                                    target.methodType(),
                                    target.flags().flagsMask(),
                                    methodBuilder ->
                                            target.forEach(
                                                    part -> {
                                                        if (part instanceof CodeModel) {
                                                            methodBuilder.withCode(this::body);
                                                        } else {
                                                            methodBuilder.with(part);
                                                        }
                                                    }));
                        });
    }

    private void body(CodeBuilder code) {
        var returned = TypeKind.from(target.methodTypeSymbol().returnType());
        switch (mutation) {
            case Mutation.Nothing _ -> {
                require(returned == TypeKind.VOID, "returns something");
                code.return_();
            }
            case Mutation.Always(long value) -> {
                boolean isLong = returned == TypeKind.LONG;
                require(
                        isLong || returned.asLoadable() == TypeKind.INT,
                        "returns no boolean, int or long");
                if (isLong) {
                    code.loadConstant(value);
                } else {
                    code.loadConstant((int) value);
                }
                code.return_(returned);
            }
            case Mutation.CallInstead(var type, var method) -> {
                loadArguments(code);
                code.invokestatic(ClassDesc.of(type), method, staticType());
                code.return_(returned);
            }
        }
    }

    private void loadArguments(CodeBuilder code) {
        if (!isStatic()) {
            code.aload(0);
        }
        List<ClassDesc> parameters = target.methodTypeSymbol().parameterList();
        for (int i = 0; i < parameters.size(); i++) {
            code.loadLocal(TypeKind.from(parameters.get(i)), code.parameterSlot(i));
        }
    }

    private MethodTypeDesc staticType() {
        var type = target.methodTypeSymbol();
        return isStatic() ? type : type.insertParameterTypes(0, original.thisClass().asSymbol());
    }

    private boolean isStatic() {
        return target.flags().has(AccessFlag.STATIC);
    }

    private void require(boolean fits, String why) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "%s does not fit %s, which %s".formatted(mutation, signature(target), why));
        }
    }
}
