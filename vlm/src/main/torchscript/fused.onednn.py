import __torch__.linear
import __torch__.gelu
def linear_gelu(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
  # gelu.by_tanh(linear.biased(x, w, b)): x [..., in] -> [..., out]. oneDNN adds the bias and applies the function while
  # the product's rows are still near; it knows no gradients and no GPU.
  recorded = torch.__or__(ops.prim.requires_grad(x), torch.__or__(ops.prim.requires_grad(w), ops.prim.requires_grad(b)))
  if torch.__or__(recorded, torch.ne(ops.prim.device(x), torch.device("cpu"))):
    return __torch__.gelu.by_tanh(__torch__.linear.biased(x, w, b))
  return ops.mkldnn._linear_pointwise(x, torch.to(w, x.dtype), torch.to(b, x.dtype), "gelu", annotate(List[Optional[number]], []), "tanh")
