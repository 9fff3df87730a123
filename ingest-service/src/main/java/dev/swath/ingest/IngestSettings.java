package dev.swath.ingest;

import dev.swath.contracts.v1.Kind;
import dev.swath.imagery.RasterReader;
import dev.swath.imagery.ReadLimits;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * {@code swath.ingest.*}; the defaults are in {@code ingest-service.yaml}.
 *
 * @param adapter the LoRA adapter that the questions and standing tasks of {@code
 *     ingest-service.yaml} name; empty for the base model
 * @param tileSize width and height of a tile in pixels
 * @param minValidFraction tiles with less data than this share are skipped
 * @param allowedRoots folders that file assets may lie below; empty: none may be read
 * @param allowedHosts hosts that http(s) assets may come from; {@code *} allows all that have
 *     public addresses
 * @param remoteItemsMayNameFiles whether an Item that lies on a web server or in S3, by its {@code
 *     self} link, may have file: assets
 * @param allowedBuckets buckets that s3 assets may come from, with the credentials of this service
 * @param limits how much is read of a scene's files
 * @param rasterReader GDAL, Java, or GDAL where it is installed
 * @param knownScenes how many scenes can be asked about by their id; the oldest are forgotten first
 * @param video how videos are sampled
 * @param questions how questions are asked
 * @param tasks what is asked of every tile, a list; each has a name, a kind (IMAGE, PAIR or VIDEO),
 *     an instruction, an adapter (empty for the base model), allowed-answers (if not empty, the
 *     answer is one of these) and an area (a GeoJSON Polygon or {@code west,south,east,north}; not
 *     given: everywhere)
 */
@Validated
@ConfigurationProperties(prefix = "swath.ingest", ignoreUnknownFields = false)
public record IngestSettings(
    @DefaultValue("") String adapter,
    @Min(value = 8, message = "must be at least 8 pixels: the model's input size")
        @Max(value = 2048, message = "must be at most 2048 pixels: the model's input size")
        int tileSize,
    @DecimalMin(value = "0", message = "must be a share between 0 and 1")
        @DecimalMax(value = "1", message = "must be a share between 0 and 1")
        double minValidFraction,
    @DefaultValue List<String> allowedRoots,
    @DefaultValue List<String> allowedHosts,
    @DefaultValue List<String> allowedBuckets,
    @DefaultValue("false") boolean remoteItemsMayNameFiles,
    @NotNull @Valid Limits limits,
    @DefaultValue("auto") RasterReader.Choice rasterReader,
    @Min(value = 1, message = "must be at least 1 scene") int knownScenes,
    @NotNull @Valid Video video,
    @NotNull @Valid Questions questions,
    @DefaultValue List<@Valid StandingTask> tasks) {

  /**
   * What is larger, or takes longer, is refused.
   *
   * @param fileSize of every file
   * @param checksumSize larger files that come over the network are not read whole only to compare
   *     their file:checksum
   * @param requestTime of one request to a web server
   * @param fileTime of all requests to a web server for a file that was opened
   * @param pixels of a raster, width times height
   * @param bands of a raster
   * @param videoSize of a video, which is copied before it is decoded
   * @param framePixels of a video's frame, width times height
   * @param frames of a video
   * @param videoDuration of a video
   */
  public record Limits(
      DataSize fileSize,
      DataSize checksumSize,
      @DurationMin(millis = 1, message = "must be at least 1ms") Duration requestTime,
      @DurationMin(millis = 1, message = "must be at least 1ms") Duration fileTime,
      @Min(value = 1, message = "must be at least 1 pixel") long pixels,
      @Min(value = 1, message = "must be at least 1 band") int bands,
      DataSize videoSize,
      @Min(value = 1, message = "must be at least 1 pixel") long framePixels,
      @Min(value = 2, message = "must be at least 2 frames") int frames,
      @DurationMin(seconds = 1, message = "must be at least 1s") Duration videoDuration) {

    ReadLimits toReadLimits() {
      return new ReadLimits(
          new ReadLimits.File(fileSize.toBytes(), checksumSize.toBytes(), requestTime, fileTime),
          new ReadLimits.Image(pixels, bands),
          new ReadLimits.Video(videoSize.toBytes(), framePixels, frames, videoDuration));
    }
  }

  /**
   * @param frames how many frames of a video the model sees
   * @param maxSide the longer side of a frame is at most this, pixels
   * @param zoom the zoom of a video's tile if its Item has no gsd
   */
  public record Video(
      @Min(value = 1, message = "must be at least 1 frame")
          @Max(value = 64, message = "must be at most 64 frames")
          int frames,
      @Min(value = 16, message = "must be at least 16 pixels") int maxSide,
      @Min(value = 0, message = "must be a zoom from 0 to 24")
          @Max(value = 24, message = "must be a zoom from 0 to 24")
          int zoom) {}

  /**
   * @param adapter the LoRA adapter that answers; empty for the base model
   * @param suffix added to a question that does not say how it wants to be answered
   * @param maxTiles a question about more tiles is refused
   */
  public record Questions(
      @DefaultValue("") String adapter,
      @DefaultValue("") String suffix,
      @Min(value = 1, message = "must be at least 1 tile") int maxTiles) {}

  /**
   * What is asked of every tile.
   *
   * @param name the task's name in the answer
   * @param kind IMAGE, PAIR or VIDEO
   * @param adapter the LoRA adapter that answers; empty for the base model
   * @param allowedAnswers if not empty, the answer is one of these
   * @param area a GeoJSON Polygon or {@code west,south,east,north}; not given: everywhere
   */
  public record StandingTask(
      @NotBlank(message = "must not be empty: it is the task's name in the answer") String name,
      @NotNull(message = "must be IMAGE, PAIR or VIDEO") Kind kind,
      @NotBlank(message = "must not be empty: it is what the model is asked") String instruction,
      @DefaultValue("") String adapter,
      @DefaultValue List<String> allowedAnswers,
      Optional<Area> area) {}
}
