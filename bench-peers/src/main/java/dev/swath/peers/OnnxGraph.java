package dev.swath.peers;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An ONNX file while it is written, node by node; tensors go by their names. All numbers are fp32,
 * and weights stay in their safetensors file, which must lie beside the ONNX file.
 */
final class OnnxGraph {

  /** Operators that ONNX Runtime adds to the standard's. */
  static final String ONNX_RUNTIME = "com.microsoft";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("encoder");
  private int tensors;

  String input(String name, long... shape) {
    graph.addInput(described(name, shape));
    return name;
  }

  void output(String name, long... shape) {
    graph.addOutput(described(name, shape));
  }

  private static ValueInfoProto described(String name, long... shape) {
    TensorShapeProto.Builder sides = TensorShapeProto.newBuilder();
    for (long side : shape) {
      sides.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(side));
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).setShape(sides);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  String weight(StoredWeight weight) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(weight.name())
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addAllDims(weight.shape())
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", weight.file()))
            .addExternalData(entry("offset", Long.toString(weight.offset())))
            .addExternalData(entry("length", Long.toString(weight.length()))));
    return weight.name();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** A one-dimensional constant, such as a shape. */
  String integers(Long... values) {
    String name = nextName();
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length)
            .addAllInt64Data(Arrays.asList(values)));
    return name;
  }

  /** A constant without dimensions. */
  String real(float value) {
    String name = nextName();
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addFloatData(value));
    return name;
  }

  /**
   * Adds an operator of the standard.
   *
   * @return the name of its output
   */
  String node(String operator, List<String> inputs, AttributeProto... attributes) {
    return node("", operator, inputs, attributes);
  }

  /**
   * Adds an operator.
   *
   * @param domain whose operator it is; empty for the standard's
   */
  String node(String domain, String operator, List<String> inputs, AttributeProto... attributes) {
    String output = nextName();
    graph.addNode(
        NodeProto.newBuilder()
            .setName(operator + "." + output)
            .setDomain(domain)
            .setOpType(operator)
            .addAllInput(inputs)
            .addAllAttribute(Arrays.asList(attributes))
            .addOutput(output));
    return output;
  }

  private String nextName() {
    return "t" + tensors++;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto attribute(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  static AttributeProto attribute(String name, Long... values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INTS)
        .addAllInts(Arrays.asList(values))
        .build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /**
   * Writes the file.
   *
   * @param version of the standard's operators, its "opset"
   * @param format the version of the file's format, its "IR version", that goes with it
   */
  void write(Path file, int version, int format) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(format)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(ONNX_RUNTIME).setVersion(1))
            .setProducerName("swath")
            .setGraph(graph)
            .build();
    try (OutputStream out = Files.newOutputStream(file)) {
      model.writeTo(out);
    }
  }
}
