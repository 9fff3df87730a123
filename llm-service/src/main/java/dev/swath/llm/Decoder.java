package dev.swath.llm;

import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import java.util.List;

/** What this service needs of a language model: one completion a request, in order. */
@FunctionalInterface
interface Decoder {
  List<Completion> generate(List<GenerationRequest> batch);
}
