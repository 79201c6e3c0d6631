// How components see the store and the words.

import { type Context, createContext } from 'preact';
import { useContext, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Language } from './language.ts';
import type { Store, Topic } from './store.ts';
import { en, type Words } from './words/en.ts';

export interface Surroundings {
  readonly store: Store;
  readonly words: Words;
  readonly language: Language;
  /** The colours that are shown now. */
  readonly theme: 'light' | 'dark';
  /** Opens the dialog that asks for the token; `then` when one was given. */
  unlock(then: () => void): void;
}

export const Around: Context<Surroundings | null> = createContext<Surroundings | null>(null);

export function useAround(): Surroundings {
  const around = useContext(Around);
  if (around === null) throw new Error('A component stands outside the page');
  return around;
}

export function useWords(): Words {
  return useContext(Around)?.words ?? en;
}

/** Draws the component again when the topic has changed. */
export function useTopic(topic: Topic): Store {
  const { store } = useAround();
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => store.subscribe(topic, () => again(undefined)), [store, topic]);
  return store;
}

/** The time, again and again: for ages that are shown. Milliseconds since 1970. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** The width of an element, as it is and as it becomes. Pixels; 0 before it is known. */
export function useWidth(): [{ current: HTMLDivElement | null }, number] {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    setWidth(current.clientWidth);
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
