// The entry: styles, then the app, then the service worker that lets it open offline.
import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import App from './pages/App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target });

// Browsers offer one on secure pages only; without it everything works but opening offline.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  addEventListener('load', () => void navigator.serviceWorker.register('/sw.js').catch(() => undefined));
}
