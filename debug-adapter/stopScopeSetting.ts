/** Whether a stop holds all images, as the topology, the configuration or the user chose. */
export interface StopScopeSetting {
  isAll: boolean;
}
