package eu.qlpipeline.signing.acceptance.stage;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test class a {@link Stage} of its own, and strikes it when the class is done. */
public final class StageExtension implements AfterAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(StageExtension.class);

    @Override
    public void afterAll(ExtensionContext context) {
        var stage = store(context).remove(context.getRequiredTestClass(), Stage.class);
        if (stage != null) {
            stage.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return stage(context);
    }

    /** Not only made before all tests, since a class may want it in its constructor. */
    private static Stage stage(ExtensionContext context) {
        return store(context)
                .getOrComputeIfAbsent(
                        context.getRequiredTestClass(), type -> new Stage(prepared(context)), Stage.class);
    }

    /** Of this JVM: a root context is of one class alone where several JVMs are handed the classes one by one. */
    private static Prepared prepared(ExtensionContext context) {
        return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
                .getOrComputeIfAbsent(Prepared.class, type -> new Prepared(), Prepared.class);
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE);
    }
}
