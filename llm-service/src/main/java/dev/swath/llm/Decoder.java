package dev.swath.llm;

import dev.swath.vlm.Completion;
import dev.swath.vlm.GenerationRequest;
import java.util.List;

/** What this service needs of a language model: one completion a request, in order. */
@FunctionalInterface
interface Decoder {
  /**
   * @param lanes of each request; requests of different lanes take turns
   */
  List<Completion> generate(List<GenerationRequest> requests, List<String> lanes);
}
