def attend(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], causal: bool) -> Tensor:
  # Scaled dot product attention. q [B, H, tokens, d], k and v [B, K, reach, d], K a divisor of H -> the shape of q
  kind = q.dtype
  grouped = torch.ne(q.size(1), k.size(1))
  narrow = torch.__and__(torch.ne(kind, 6), torch.ne(kind, 7))
  if torch.__and__(narrow, torch.eq(ops.prim.device(q), torch.device("cpu"))):
    learnt = torch.__or__(ops.prim.requires_grad(q), ops.prim.requires_grad(v))
    if torch.__and__(torch.__and__(learnt, torch.__not__(grouped)), torch.le(k.size(2), __torch__.attention.short())):
      if torch.__is__(mask, None):
        return __torch__.attention.by_products(q, k, v, causal)
    # Of narrower numbers libtorch prepares each product of each head anew, which takes longer than the product.
    q = torch.to(q, 6)
    k = torch.to(k, 6)
    v = torch.to(v, 6)
    if torch.__isnot__(mask, None):
      mask = torch.to(unchecked_cast(Tensor, mask), 6)
  return torch.to(torch.scaled_dot_product_attention(q, k, v, mask, 0., causal, scale=None, enable_gqa=grouped), kind)
def short() -> int:
  # Up to so many tokens the scores of all pairs, two numbers of each, may wait for the gradients.
  return 512
def by_products(q: Tensor, k: Tensor, v: Tensor, causal: bool) -> Tensor:
  # The same step by step. In bf16 with gradients libtorch's own takes twice as long in fp32, and four times in bf16.
  scores = torch.matmul(torch.div(q, torch.sqrt(float(q.size(3)))), torch.transpose(k, 2, 3))
  if causal:
    ones = torch.ones([q.size(2), k.size(2)], dtype=11, device=ops.prim.device(q))
    mask = torch.new_zeros(scores, [q.size(2), k.size(2)])
    scores = scores + torch.masked_fill(mask, torch.triu(ones, 1), float("-inf"))
  return torch.matmul(torch.softmax(scores, 3), v)
