import __torch__.fused
class FusedProbe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def product(self: __torch__.fused_probe.FusedProbe, x: Tensor, w: Tensor, b: Tensor, kind: int) -> Tensor:
    # computed in `kind`, by weights that are kept in fp32
    return torch.to(__torch__.fused.linear_gelu(torch.to(x, kind), w, b), 6)
  def gradient(self: __torch__.fused_probe.FusedProbe, x: Tensor, w: Tensor, b: Tensor, learnt: int) -> Tensor:
    # of the sum of squares, by one of the three
    three = [torch.detach(x), torch.detach(w), torch.detach(b)]
    three[learnt] = torch.requires_grad_(three[learnt], True)
    y = __torch__.fused.linear_gelu(three[0], three[1], three[2])
    return unchecked_cast(Tensor, torch.grad([torch.sum(y * y)], [three[learnt]])[0])
