package dev.swath.vlm.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One call of a network's method: arguments in order, then a read of the result. Holds every native
 * handle of the call and frees them all on {@link #close()}. Not thread-safe.
 */
public final class TorchCall implements AutoCloseable {

  /** A tensor copied to the heap, row-major. */
  public record Floats(long[] shape, float[] values) {}

  private final PtNDManager manager;
  private final PtSymbolBlock block;
  private final String method;
  private final boolean training;
  private final List<IValue> arguments = new ArrayList<>();
  private final List<IValue> results = new ArrayList<>();

  TorchCall(PtNDManager manager, PtSymbolBlock block, String method, boolean training) {
    this.manager = manager;
    this.block = block;
    this.method = method;
    this.training = training;
  }

  public TorchCall floats(float[] values, long... shape) {
    return argument(IValue.from((PtNDArray) manager.create(values, new Shape(shape))));
  }

  public TorchCall longs(long[] values, long... shape) {
    return argument(IValue.from((PtNDArray) manager.create(values, new Shape(shape))));
  }

  /** Bytes as a one-dimensional uint8 tensor; a direct buffer is not copied. */
  public TorchCall bytes(ByteBuffer bytes) {
    Shape shape = new Shape(bytes.remaining());
    return argument(IValue.from(manager.create(bytes, shape, DataType.UINT8)));
  }

  /** Tensors as one list argument. */
  public TorchCall floatsList(List<Floats> tensors) {
    PtNDArray[] arrays =
        tensors.stream()
            .map(t -> (PtNDArray) manager.create(t.values(), new Shape(t.shape())))
            .toArray(PtNDArray[]::new);
    return argument(IValue.listFrom(arrays));
  }

  /** One-dimensional tensors as one list argument. */
  public TorchCall longsList(List<long[]> tensors) {
    PtNDArray[] arrays =
        tensors.stream()
            .map(values -> (PtNDArray) manager.create(values, new Shape(values.length)))
            .toArray(PtNDArray[]::new);
    return argument(IValue.listFrom(arrays));
  }

  public TorchCall integer(long value) {
    return argument(IValue.from(value));
  }

  public TorchCall integers(long... values) {
    return argument(IValue.listFrom(values));
  }

  public TorchCall reals(double... values) {
    return argument(IValue.listFrom(values));
  }

  public TorchCall real(double value) {
    return argument(IValue.from(value));
  }

  public TorchCall flag(boolean value) {
    return argument(IValue.from(value));
  }

  public TorchCall text(String value) {
    return argument(IValue.from(value));
  }

  private TorchCall argument(IValue value) {
    arguments.add(value);
    return this;
  }

  /** Runs a method whose result is of no interest. */
  public void run() {
    invoke();
  }

  /** The same for a call without arguments that nothing is read from. */
  public void runAndClose() {
    try {
      invoke();
    } finally {
      close();
    }
  }

  public Floats runFloats() {
    return floats(invoke().toTensor(manager));
  }

  public long[] runLongs() {
    return invoke().toTensor(manager).toLongArray();
  }

  public double runReal() {
    return invoke().toDouble();
  }

  /** Runs a method that returns tensors by name. */
  public Map<String, Floats> runNamed() {
    Map<String, Floats> named = new LinkedHashMap<>();
    for (Map.Entry<String, IValue> entry : invoke().toIValueMap().entrySet()) {
      results.add(entry.getValue());
      named.put(entry.getKey(), floats(entry.getValue().toTensor(manager)));
    }
    return named;
  }

  /** Runs a method that returns a list of tensors. */
  public List<Floats> runList() {
    List<Floats> list = new ArrayList<>();
    for (PtNDArray tensor : invoke().toTensorArray(manager)) {
      list.add(floats(tensor));
    }
    return list;
  }

  /**
   * Numbers that were made narrow.
   *
   * @param largest the largest absolute value of each row
   */
  public record Packed(byte[] bytes, float[] scales, float[] largest) {}

  /** Runs a method that returns bytes, scales and the largest values. */
  public Packed runPacked() {
    PtNDArray[] parts = invoke().toTensorArray(manager);
    return new Packed(parts[0].toByteArray(), parts[1].toFloatArray(), parts[2].toFloatArray());
  }

  private IValue invoke() {
    IValue[] values = arguments.toArray(IValue[]::new);
    IValue result =
        Torch.compute(
            manager.getDevice(),
            () ->
                training
                    ? TrainingCall.run(block, method, values)
                    : IValueUtils.runMethod(block, method, values));
    results.add(result);
    return result;
  }

  private static Floats floats(PtNDArray tensor) {
    return new Floats(tensor.getShape().getShape(), tensor.toFloatArray());
  }

  @Override
  public void close() {
    results.forEach(IValue::close);
    arguments.forEach(IValue::close);
    manager.close();
  }
}
