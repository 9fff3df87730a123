import __torch__.dropout
class DropoutProbe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def drop(self: __torch__.dropout_probe.DropoutProbe, x: Tensor, seeds: Tensor, layer: int, rate: float) -> Tensor:
    # x [B, tokens, D]
    places = __torch__.dropout.places(seeds, x.size(1))
    return torch.reshape(__torch__.dropout.drop(torch.flatten(x, 0, 1), places, layer, rate), x.size())
