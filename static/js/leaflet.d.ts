/** What the desk's map uses of Leaflet, which comes without types. */
export const map: any, control: any, tileLayer: any, layerGroup: any, divIcon: any, marker: any, popup: any, latLngBounds: any, geoJSON: any, GridLayer: any;
