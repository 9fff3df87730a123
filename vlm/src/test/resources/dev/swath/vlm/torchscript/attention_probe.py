import __torch__.attention
class AttentionProbe(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  def outcome(self: __torch__.attention_probe.AttentionProbe, q: Tensor, k: Tensor, v: Tensor, weight: Tensor, causal: bool, kind: int) -> Tensor:
    # What attention makes of q, k and v, and the gradients of its sum, weighted, by each of them: [4, B, H, tokens, d]
    q = torch.requires_grad_(torch.detach(q), True)
    k = torch.requires_grad_(torch.detach(k), True)
    v = torch.requires_grad_(torch.detach(v), True)
    o = torch.to(__torch__.attention.attend(torch.to(q, kind), torch.to(k, kind), torch.to(v, kind), None, causal), 6)
    g = torch.grad([torch.sum(o * weight)], [q, k, v])
    parts = annotate(List[Tensor], [torch.detach(o)])
    for i in range(3):
      torch.append(parts, unchecked_cast(Tensor, g[i]))
    return torch.stack(parts)
