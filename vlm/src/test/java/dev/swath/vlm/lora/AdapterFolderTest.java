package dev.swath.vlm.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.swath.vlm.ModelConfig;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdapterFolderTest {

  private static final ModelConfig.Language MODEL =
      new ModelConfig.Language(16, 24, 2, 4, 2, 32, 64, 1e-5, 10000, false, 1, 2);

  @TempDir Path folder;
  private PeftFolder peft;

  @BeforeEach
  void anAdapter() {
    peft = PeftFolder.random(MODEL, 4, List.of("q_proj", "v_proj", "down_proj"), 1);
  }

  @Test
  void everyWeightHasItsPlaceInTheNetwork() throws IOException {
    AdapterFolder adapter = open();
    assertThat(adapter.scale()).isEqualTo(2);
    assertThat(adapter.names())
        .hasSize(12)
        .containsEntry("0.0.A", PeftFolder.name(0, "q_proj", "A"))
        .containsEntry("1.2.B", PeftFolder.name(1, "v_proj", "B"))
        .containsEntry("1.6.A", PeftFolder.name(1, "down_proj", "A"));
  }

  @Test
  void aStabilisedAdapterIsScaledByTheRootOfItsRank() throws IOException {
    peft.config().put("use_rslora", true);
    assertThat(open().scale()).isEqualTo(8 / Math.sqrt(4));
  }

  @Test
  void namesMayCarryTheAdaptersNameAndOtherBeginnings() throws IOException {
    rename(
        name ->
            name.replace("base_model.model.", "base_model.model.llm.")
                .replace("A.w", "A.default.w"));
    assertThat(open().names()).hasSize(12);
  }

  private void rename(UnaryOperator<String> change) {
    for (String name : List.copyOf(peft.weights().keySet())) {
      peft.weights().put(change.apply(name), peft.weights().remove(name));
    }
  }

  @Test
  void someLayersMayBeTunedAlone() throws IOException {
    peft.weights().keySet().removeIf(name -> name.contains("layers.0."));
    assertRefused("weight 'layers.0.q_proj.lora_A.weight' is missing from " + weights());
    peft.config().put("layers_to_transform", 1);
    assertThat(open().names()).hasSize(6);
    peft.config().put("layers_to_transform", List.of(1));
    assertThat(open().names()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"use_dora", "fan_in_fan_out"})
  void whatIsNotComputedIsRefused(String setting) throws IOException {
    peft.config().put(setting, true);
    assertRefused(config() + ": '" + setting + "' is not supported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rank_pattern", "alpha_pattern"})
  void ranksOfTheirOwnAreRefused(String setting) throws IOException {
    peft.config().put(setting, Map.of("q_proj", 8));
    assertRefused(config() + ": '" + setting + "' is not supported");
  }

  @ParameterizedTest
  @CsvSource({
    "bias, all, bias 'all' is not supported",
    "peft_type, IA3, is not a LoRA",
    "r, 0, is not a LoRA"
  })
  void anotherKindOfAdapterIsRefused(String setting, String value, String message)
      throws IOException {
    peft.config().put(setting, value);
    assertRefused(message);
    assertRefused(config().toString());
  }

  @Test
  void aWrongRankIsRefusedWithBothShapes() throws IOException {
    peft.config().put("r", 8);
    assertRefused(
        "weight '%s' in %s has shape [4, 16], the configuration asks for [8, 16]"
            .formatted(PeftFolder.name(0, "q_proj", "A"), weights()));
  }

  @Test
  void anAdapterOfAnotherModelIsRefusedWithBothShapes() throws IOException {
    peft.weights()
        .put(PeftFolder.name(1, "v_proj", "B"), new Floats(new long[] {16, 4}, new float[64]));
    assertRefused(
        "weight '%s' in %s has shape [16, 4], the configuration asks for [8, 4]"
            .formatted(PeftFolder.name(1, "v_proj", "B"), weights()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "base_model.model.model.layers.0.self_attn.w_pack.lora_A.weight",
        "base_model.model.model.layers.2.self_attn.q_proj.lora_A.weight",
        "base_model.model.vision_model.encoder.layers.0.self_attn.k_proj.lora_A.weight",
        "base_model.model.model.layers.0.self_attn.q_proj.lora_magnitude_vector",
        "base_model.model.lm_head.lora_A.weight"
      })
  void aWeightWithoutAPlaceIsNamed(String name) throws IOException {
    peft.weights().put(name, new Floats(new long[] {4, 16}, new float[64]));
    assertRefused("weight '" + name + "' [4, 16] in " + weights() + " is left over");
  }

  @Test
  void aMatrixWithoutItsCounterpartIsRefused() throws IOException {
    peft.config().put("target_modules", ".*_proj");
    peft.weights().remove(PeftFolder.name(1, "q_proj", "B"));
    assertRefused("weight 'layers.1.q_proj.lora_B.weight' is missing from " + weights());
  }

  @Test
  void twoWeightsForOnePlaceAreRefused() throws IOException {
    String name = PeftFolder.name(0, "q_proj", "A");
    peft.weights().put(name.replace("base_model.", ""), peft.weights().get(name));
    assertRefused("are for the same place");
  }

  @Test
  void anAdapterWithoutWeightsIsRefused() throws IOException {
    peft.weights().clear();
    assertRefused(weights() + " holds no weights");
  }

  @Test
  void integersAreNoWeights() throws IOException {
    peft.write(folder);
    byte[] bytes = Files.readAllBytes(weights());
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String json = new String(bytes, 8, header, StandardCharsets.UTF_8);
    byte[] integers = json.replaceFirst("F32", "I32").getBytes(StandardCharsets.UTF_8);
    System.arraycopy(integers, 0, bytes, 8, header);
    Files.write(weights(), bytes);
    assertThatThrownBy(() -> AdapterFolder.open(folder, MODEL))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(weights() + " is I32");
  }

  @Test
  void brokenAndMissingFilesAreNamed() throws IOException {
    peft.write(folder);
    Consumer<String> refused =
        message ->
            assertThatThrownBy(() -> AdapterFolder.open(folder, MODEL))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining(message);
    byte[] whole = Files.readAllBytes(weights());
    Files.write(weights(), Arrays.copyOf(whole, whole.length - 1));
    refused.accept(weights() + ": tensor");
    Files.delete(weights());
    refused.accept(weights() + " does not exist");
    Files.writeString(config(), "{\"r\": ");
    refused.accept(config() + " is broken");
    Files.delete(config());
    refused.accept(folder + " is no adapter");
  }

  private Path config() {
    return folder.resolve("adapter_config.json");
  }

  private Path weights() {
    return folder.resolve("adapter_model.safetensors");
  }

  private AdapterFolder open() throws IOException {
    return AdapterFolder.open(peft.write(folder), MODEL);
  }

  private void assertRefused(String message) throws IOException {
    peft.write(folder);
    assertThatThrownBy(() -> AdapterFolder.open(folder, MODEL))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining(message);
  }
}
