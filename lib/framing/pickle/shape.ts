/**
 * Whether a decoded value is safe to walk through.
 *
 * @module
 */
import { failure } from "../../failure.ts";
import { type PickleValue, Tuple } from "./values.ts";

function itemsOf(value: PickleValue): readonly PickleValue[] | undefined {
  return Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined;
}

/**
 * Refuses a value that whoever walks through it would not come out of: a list that holds itself, one nested too deep,
 * and a small one that unfolds without end because it refers to the same list again and again. Looks at each list once.
 *
 * @param root The value.
 * @param maxDepth Lists and tuples within each other.
 * @param maxValues Values in it, if every one that it refers to twice is counted twice.
 * @throws {EnchufeError} ERR, fatal: a limit is reached, or a list holds itself.
 */
export function checkShape(root: PickleValue, maxDepth: number, maxValues: number): void {
  /** Finished lists: how many values they unfold to, and how deep. */
  const done = new Map<PickleValue, { values: number; depth: number }>();
  const path: {
    list: PickleValue;
    items: readonly PickleValue[];
    next: number;
    values: number;
    depth: number;
  }[] = [];
  const open = new Set<PickleValue>();
  const enter = (list: PickleValue, items: readonly PickleValue[]): void => {
    if (open.has(list)) throw failure("pickleCircle");
    if (path.length >= maxDepth) throw failure("pickleDepth", { most: maxDepth });
    open.add(list);
    path.push({ list, items, next: 0, values: 1, depth: 1 });
  };
  const rootItems = itemsOf(root);
  if (rootItems !== undefined) enter(root, rootItems);
  for (let current = path.at(-1); current !== undefined; current = path.at(-1)) {
    if (current.next === current.items.length) {
      path.pop();
      open.delete(current.list);
      done.set(current.list, current);
      // Its parent stands at it still, and now finds it done.
      continue;
    }
    const item = current.items[current.next] as PickleValue;
    const items = itemsOf(item);
    const known = items === undefined ? { values: 1, depth: 0 } : done.get(item);
    if (known === undefined) {
      enter(item, items ?? []);
      continue;
    }
    current.next++;
    current.values += known.values;
    current.depth = Math.max(current.depth, known.depth + 1);
    if (current.values > maxValues) throw failure("pickleValues", { most: maxValues });
    if (path.length + known.depth > maxDepth) throw failure("pickleDepth", { most: maxDepth });
  }
}
