import __torch__.projector
class ProjectorProbe(Module):
  # The projector's functions alone, for the tests.
  __parameters__ = []
  __buffers__ = []
  training : bool
  def blocks(self: __torch__.projector_probe.ProjectorProbe, features: Tensor) -> Tensor:
    return __torch__.projector.blocks(features)
  def project(self: __torch__.projector_probe.ProjectorProbe, features: Tensor, w: List[Tensor]) -> Tensor:
    return __torch__.projector.project(features, w)
