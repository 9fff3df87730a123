def attend(q: Tensor, k: Tensor, v: Tensor, mask: Optional[Tensor], causal: bool) -> Tensor:
  # Scaled dot product attention. q [B, H, tokens, d], k and v [B, K, reach, d], K a divisor of H -> the shape of q
  kind = q.dtype
  grouped = torch.ne(q.size(1), k.size(1))
  # On a CPU in fp32: of narrower numbers libtorch prepares each product of each head anew, which takes longer than
  # the product.
  narrow = torch.__and__(torch.ne(kind, 6), torch.ne(kind, 7))
  if torch.__and__(narrow, torch.eq(ops.prim.device(q), torch.device("cpu"))):
    q = torch.to(q, 6)
    k = torch.to(k, 6)
    v = torch.to(v, 6)
    if torch.__isnot__(mask, None):
      mask = torch.to(unchecked_cast(Tensor, mask), 6)
  return torch.to(torch.scaled_dot_product_attention(q, k, v, mask, 0., causal, scale=None, enable_gqa=grouped), kind)
