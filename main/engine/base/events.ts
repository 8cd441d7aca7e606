// A typed event as a value: subscribe returns its own undo.

export type Unsubscribe = () => void;
export type Listener<T> = (value: T) => void;

export interface Event<T> {
  on(listener: Listener<T>): Unsubscribe;
}

export class Emitter<T> implements Event<T> {
  readonly #listeners = new Set<Listener<T>>();

  on(listener: Listener<T>): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
