import __torch__.dropout
class DropoutProbe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def drop(self: __torch__.dropout_probe.DropoutProbe, x: Tensor, seeds: Tensor, layer: int, rate: float) -> Tensor:
    return __torch__.dropout.drop(x, seeds, layer, rate)
