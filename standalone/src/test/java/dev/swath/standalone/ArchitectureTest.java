package dev.swath.standalone;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.swath.servicekit.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keeps the arrows between the modules pointing one way. It lives here because only standalone has
 * every module on its class path.
 */
class ArchitectureTest {

  private static final JavaClasses SWATH =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.swath");

  /** Each module with what of ours it may use; a service never lists another service. */
  private enum Module {
    CONTRACTS("contracts"),
    IMAGERY("imagery"),
    VLM("vlm"),
    SERVICE_KIT("servicekit", CONTRACTS),
    INGEST("ingest", CONTRACTS, SERVICE_KIT, IMAGERY),
    ENCODER("encoder", CONTRACTS, SERVICE_KIT, VLM),
    CHANGE("change", CONTRACTS, SERVICE_KIT, VLM),
    PROMPT_AUGMENT("promptaugment", CONTRACTS, SERVICE_KIT, VLM),
    LLM("llm", CONTRACTS, SERVICE_KIT, VLM),
    LAB("lab", VLM, IMAGERY),
    STANDALONE(
        "standalone",
        CONTRACTS,
        IMAGERY,
        VLM,
        SERVICE_KIT,
        INGEST,
        ENCODER,
        CHANGE,
        PROMPT_AUGMENT,
        LLM,
        LAB);

    private final String packages;
    private final Set<Module> mayUse;

    Module(String name, Module... mayUse) {
      this.packages = "dev.swath." + name + "..";
      this.mayUse = mayUse.length == 0 ? Set.of() : Set.of(mayUse);
    }

    /** The packages of ours that this module may see: its own and those of {@link #mayUse}. */
    private String[] visible() {
      return Stream.concat(Stream.of(this), mayUse.stream())
          .map(module -> module.packages)
          .toArray(String[]::new);
    }
  }

  @ParameterizedTest
  @EnumSource(Module.class)
  void aModuleUsesOnlyTheModulesBelowIt(Module module) {
    noClasses()
        .that()
        .resideInAPackage(module.packages)
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.swath..").and(not(resideInAnyPackage(module.visible()))))
        .check(SWATH);
  }

  @ParameterizedTest
  @EnumSource(
      value = Module.class,
      names = {"IMAGERY", "VLM"})
  void theImageAndModelCodeKnowsNeitherSpringNorKafka(Module module) {
    noClasses()
        .that()
        .resideInAPackage(module.packages)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework..", "org.apache.kafka..")
        .check(SWATH);
  }

  /** What docs/metrics.md lists is made from the catalogue: a meter beside it would be missing. */
  @Test
  void metersAreMadeByTheCatalogueOnly() {
    DescribedPredicate<JavaClass> builders =
        resideInAPackage("io.micrometer.core.instrument").and(simpleName("Builder"));
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Meters.class.getName())
        .should()
        .dependOnClassesThat(builders)
        .orShould()
        .callMethodWhere(
            target(owner(assignableTo(MeterRegistry.class)))
                .and(target(nameMatching("counter|timer|summary|gauge.*|more|newMeter.*"))))
        .check(SWATH);
    // Or else the rule would hold whatever is done.
    classes()
        .that()
        .haveFullyQualifiedName(Meters.class.getName())
        .should()
        .dependOnClassesThat(builders)
        .check(SWATH);
  }

  /** Without this, a module in a package of another name would escape the rules above. */
  @Test
  void everyClassBelongsToAModule() {
    classes()
        .should()
        .resideInAnyPackage(
            Arrays.stream(Module.values()).map(module -> module.packages).toArray(String[]::new))
        .check(SWATH);
  }

  /** A rule about a package without classes would hold for ever and say nothing. */
  @ParameterizedTest
  @EnumSource(Module.class)
  void everyModuleHasClasses(Module module) {
    assertThat(SWATH.stream().filter(resideInAPackage(module.packages)).map(JavaClass::getName))
        .as("classes of %s on the class path", module.packages)
        .isNotEmpty();
  }

  @Test
  void noServiceMayUseAnotherService() {
    Set<Module> services =
        EnumSet.of(Module.INGEST, Module.ENCODER, Module.CHANGE, Module.PROMPT_AUGMENT, Module.LLM);
    assertThat(services)
        .allSatisfy(service -> assertThat(service.mayUse).doesNotContainAnyElementsOf(services));
  }

  /** They are measured in processes of their own; nobody who runs Swath has to have them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ai/onnxruntime/OrtEnvironment.class",
        "/com/github/tjake/jlama/model/AbstractModel.class"
      })
  void whatTheBenchmarkComparesWithIsNotOnTheClassPath(String peer) {
    assertThat(ArchitectureTest.class.getResource(peer)).isNull();
  }
}
