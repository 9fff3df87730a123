package dev.swath.vlm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.swath.vlm.weights.WeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * How a model is best asked, and how sure its answers are: its own probability for them, corrected
 * by a temperature that was fitted on answers known to be right or wrong.
 *
 * <p>The model's probability p is the geometric mean of the tokens' probabilities; the correction
 * is sigmoid(logit(p) / T), Platt's scaling (Platt 1999) without offset, as temperature scaling
 * (Guo et al. 2017) has it for two classes: right and wrong. T above 1 lowers a confidence above
 * one half.
 *
 * @param temperature T; 1 leaves probabilities as they are
 * @param adapter the adapter whose answers it was fitted on, empty for the base model; answers of
 *     another adapter are left as they are
 * @param fittedOn the suite and split
 * @param count answers it was fitted on
 * @param eceBefore expected calibration error on these answers, before
 * @param eceAfter and after
 * @param encoder the encoder's fingerprint
 * @param language the language model's fingerprint
 * @param adapterFingerprint the adapter's fingerprint, empty for the base model
 * @param clues whether more of these answers were right with the base model's clue in the prompt
 *     than without; null if only one way was asked
 */
public record Calibration(
    @JsonProperty("temperature") double temperature,
    @JsonProperty("adapter") String adapter,
    @JsonProperty("fitted_on") String fittedOn,
    @JsonProperty("n") int count,
    @JsonProperty("ece_before") double eceBefore,
    @JsonProperty("ece_after") double eceAfter,
    @JsonProperty("encoder_fingerprint") String encoder,
    @JsonProperty("language_fingerprint") String language,
    @JsonProperty("adapter_fingerprint") String adapterFingerprint,
    @JsonProperty("clues") Boolean clues) {

  /** The file's name in the model's folder. */
  public static final String FILE = "calibration.json";

  /** No correction. */
  public static final Calibration NONE = new Calibration(1, "", "", 0, 0, 0, "", "", "", null);

  /** Temperatures outside are no result of a fit that makes sense. */
  private static final double LOWEST = 0.01;

  private static final double HIGHEST = 100;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Whether prompts should have clues: unless they were found to do harm. */
  public boolean wantsClues() {
    return !Boolean.FALSE.equals(clues);
  }

  /**
   * The confidence in an answer, in (0, 1].
   *
   * @param adapter the adapter that gave it, empty for the base model
   */
  public double confidence(Completion completion, String adapter) {
    return confidence(completion.confidence(), adapter);
  }

  /**
   * @param logProbability the logarithm of the model's probability, at most 0
   */
  public double confidence(double logProbability, String adapter) {
    double log = Math.min(0, logProbability);
    double t = adapter.equals(this.adapter) ? temperature : 1;
    // Above one half the logit needs 1 - p, which exp would have rounded away.
    double logit = log - Math.log(-Math.expm1(log));
    double p = t == 1 ? Math.exp(log) : 1 / (1 + Math.exp(-logit / t));
    return Math.max(Double.MIN_NORMAL, p);
  }

  /**
   * Reads {@link #FILE} of a folder; without one there is no correction.
   *
   * @throws WeightsException if the file is broken or its temperature makes no sense
   */
  static Calibration read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    try {
      Calibration read = JSON.readValue(file.toFile(), Calibration.class);
      return read.checked(file);
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          file + " is broken: " + e.getOriginalMessage() + "; delete it or fit it again");
    } catch (IOException e) {
      throw new WeightsException("cannot read " + file + ": " + e.getMessage());
    }
  }

  private Calibration checked(Path file) {
    if (!(temperature >= LOWEST && temperature <= HIGHEST)) {
      throw new WeightsException(
          "%s gives the temperature %s; it must be a number from %s to %s; delete the file or fit it again"
              .formatted(file, temperature, LOWEST, HIGHEST));
    }
    if (adapter == null || encoder == null || language == null || adapterFingerprint == null) {
      throw new WeightsException(
          file
              + " must name the adapter and the fingerprints of encoder, language model and"
              + " adapter; delete the file or fit it again");
    }
    return this;
  }

  /** Writes {@link #FILE} into a folder, beside the old one, and moves it there. */
  public void write(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    checked(file);
    Path partial = folder.resolve(FILE + ".partial");
    Files.writeString(partial, JSON.writeValueAsString(this) + "\n");
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
