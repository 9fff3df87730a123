package dev.swath.vlm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.swath.vlm.torch.Torch;
import dev.swath.vlm.torch.TorchCall;
import dev.swath.vlm.torch.TorchCall.Floats;
import dev.swath.vlm.torch.TorchNetwork;
import dev.swath.vlm.weights.WeightFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole of a small VILA checkpoint against the published code: from images to text. */
class VilaTest {

  private static final String GOLDEN = "vila-tiny/golden.safetensors";
  private static ModelFolder folder;
  private static VisionEncoder encoder;
  private static ChangeExtractor change;
  private static LanguageModel model;

  @BeforeAll
  static void load() {
    folder = ModelFolder.open(Golden.path("vila-tiny"));
    encoder = VisionEncoder.load(folder);
    change = ChangeExtractor.load(folder);
    model = LanguageModel.load(folder);
  }

  @AfterAll
  static void close() {
    encoder.close();
    change.close();
    model.close();
  }

  @ParameterizedTest
  @CsvSource({"single, 0, 1", "pair_clue, 0, 2", "pair_change, 0, 2", "video4, 0, 4"})
  void imagesBecomeTheTokensOfThePublishedCode(String name, int from, int to) {
    Floats all = Golden.floats(GOLDEN, "vision_features");
    List<FeatureMap> images = FeatureMap.split(all).subList(from, to);
    if (name.equals("pair_change")) {
      images = change.fuse(images.subList(0, 1), images.subList(1, 2));
    }
    Floats stacked = FeatureMap.stack(images);
    try (TorchCall call = model.network().call("project")) {
      Golden.assertClose(
          call.floats(stacked.values(), stacked.shape()).runFloats().values(),
          Golden.floats(GOLDEN, name + ".image_tokens").values());
    }
    PromptTokens prompt =
        PromptTokens.of(ints(Golden.longs(GOLDEN, name + ".input_ids")), folder.tokensPerImage());
    try (TorchCall call = model.network().call("embed")) {
      Golden.assertClose(
          call.longs(prompt.ids(), prompt.ids().length)
              .floats(stacked.values(), stacked.shape())
              .longs(prompt.places(), prompt.places().length)
              .runFloats()
              .values(),
          Golden.floats(GOLDEN, name + ".inputs_embeds").values());
    }
  }

  @Test
  void aProjectorWithTheNamesOfVila15GivesTheSameTokens() throws IOException {
    ModelConfig config = folder.config();
    Path projector = Golden.path("vila-tiny/mm_projector_vila15_names");
    try (TorchNetwork network =
            TorchNetwork.load(LanguageNetwork.object(config.language(), false), Torch.device());
        WeightFiles files = WeightFiles.open(projector);
        WeightFiles language = WeightFiles.open(folder.language())) {
      LanguageNetwork.addProjector(network, files, config);
      LanguageNetwork.add(network, language, config.language());
      network.call("bind").runAndClose();
      Floats image =
          FeatureMap.stack(
              FeatureMap.split(Golden.floats(GOLDEN, "vision_features")).subList(0, 1));
      try (TorchCall call = network.call("project")) {
        Golden.assertClose(
            call.floats(image.values(), image.shape()).runFloats().values(),
            Golden.floats(GOLDEN, "single.image_tokens").values());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"single_image", "single_image_clue", "change_pair", "pair_clue_request"})
  void filesAndWordsBecomeTheAnswerOfThePublishedCode(String name) throws IOException {
    JsonNode golden = Golden.json("vila-tiny/golden_e2e.json").path("cases").path(name);
    List<RgbImage> images = new ArrayList<>();
    for (JsonNode file : golden.path("images")) {
      Path path = Golden.path("vila-tiny").resolve(file.asText());
      images.add(RgbImage.decode(Files.readAllBytes(path)));
    }
    List<FeatureMap> features = encoder.encode(images);
    if (name.equals("change_pair")) {
      features = change.fuse(features.subList(0, 1), features.subList(1, 2));
    }
    Prompt prompt = prompt(name);
    assertThat(prompt.display()).isEqualTo(golden.path("prompt").asText());
    assertThat(model.tokenizer().encode(prompt)).isEqualTo(ints(golden.path("input_ids")));
    Completion completion =
        model
            .generate(List.of(GenerationRequest.greedy(prompt, features, "", List.of(), 16)))
            .get(0);
    assertThat(completion.tokens()).isEqualTo(ints(golden.path("generated_ids")));
    assertThat(completion.text()).isEqualTo(golden.path("text").asText().strip());
    assertThat(completion.confidence()).isNegative();
  }

  private static Prompt prompt(String name) {
    PromptTemplate template = PromptTemplate.vicunaV1();
    return switch (name) {
      case "single_image" ->
          template.answer(
              ImageKind.IMAGE, 1, "How many tennis courts in the image?", Optional.empty());
      case "single_image_clue" ->
          template.answer(
              ImageKind.IMAGE,
              1,
              "How many tennis courts in the image?",
              Optional.of(
                  "The image shows a sports area with several tennis courts next to a large field."));
      case "change_pair" ->
          template.answer(
              ImageKind.PAIR,
              1,
              "Please briefly describe the main changes between the above two remote sensing"
                  + " images.",
              Optional.empty());
      default -> template.plain(2, "Describe the image in detail.");
    };
  }

  @Test
  void aBatchOfDifferentRequestsGetsTheTokensOfEachAlone() {
    List<FeatureMap> maps = FeatureMap.split(Golden.floats(GOLDEN, "vision_features"));
    PromptTemplate template = PromptTemplate.vicunaV1();
    List<GenerationRequest> requests =
        List.of(
            GenerationRequest.greedy(
                template.answer(ImageKind.IMAGE, 1, "short", Optional.empty()),
                maps.subList(0, 1),
                "",
                List.of(),
                20),
            GenerationRequest.greedy(
                template.answer(
                    ImageKind.VIDEO, 4, "a longer one, of four frames", Optional.of("x")),
                maps,
                "",
                List.of(),
                9),
            GenerationRequest.greedy(template.plain(0, "no image"), List.of(), "", List.of(), 14),
            GenerationRequest.greedy(
                template.plain(1, "yes or no?"), maps.subList(3, 4), "", List.of("yes", "no"), 8),
            new GenerationRequest(
                template.plain(1, "sampled"), maps.subList(2, 3), "", List.of(), 12, 0.9, 5));
    List<Completion> together = model.generate(requests);
    for (int i = 0; i < requests.size(); i++) {
      Completion alone = model.generate(requests.subList(i, i + 1)).get(0);
      assertThat(together.get(i).tokens()).as("request " + i).isEqualTo(alone.tokens());
      assertThat(together.get(i).confidence())
          .isCloseTo(alone.confidence(), org.assertj.core.data.Offset.offset(1e-4));
    }
    assertThat(together.get(3).text()).isIn("yes", "no");
    assertThat(together.get(3).finished()).isTrue();
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  private static int[] ints(JsonNode values) {
    int[] ints = new int[values.size()];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = values.get(i).asInt();
    }
    return ints;
  }
}
