package dev.swath.vlm.torch;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Calls a network's method outside inference mode. The engine's public calls run any method but
 * {@code forward} in inference mode, whose tensors can never be trained; its native call takes the
 * mode as an argument but is not public, hence the reflection.
 */
final class TrainingCall {

  private static final Object LIBRARY;
  private static final Method RUN;
  private static final Constructor<IValue> VALUE;

  static {
    try {
      Class<?> type = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary");
      Field library = type.getDeclaredField("LIB");
      library.setAccessible(true);
      LIBRARY = library.get(null);
      RUN =
          type.getDeclaredMethod(
              "moduleRunMethod",
              long.class,
              String.class,
              long[].class,
              boolean.class,
              boolean.class);
      RUN.setAccessible(true);
      VALUE = IValue.class.getDeclaredConstructor(long.class);
      VALUE.setAccessible(true);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private TrainingCall() {}

  static IValue run(PtSymbolBlock block, String method, IValue[] arguments) {
    long[] handles = new long[arguments.length];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = arguments[i].getHandle();
    }
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(true);
    try {
      return VALUE.newInstance(
          RUN.invoke(LIBRARY, block.getHandle(), method, handles, true, false));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("the call of '" + method + "' failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the engine's native call has changed", e);
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
