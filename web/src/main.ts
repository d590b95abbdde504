// The entry: styles, then the app.
import { mount } from 'svelte';
import './tokens.css';
import './base.css';
import App from './pages/App.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target });
